// api-types DOOR FILE [--check]: TypeScript types of one door, from the OpenAPI document on standard input.
// With --check nothing is written; exit 1 says that FILE is not what the document gives.
import { readFileSync, writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import openapiTS, { astToString } from 'openapi-typescript'

const [door, file, mode] = process.argv.slice(2)
if (!door || !file || (mode && mode !== '--check')) {
  console.error('usage: api-types DOOR FILE [--check] < openapi.json')
  process.exit(2)
}

const HEAD = `// Made by \`make api-types\` from the OpenAPI document of ${door}; tests/clients/test_api_types.py fails when it has drifted.\n\n`

/** Names of the schemas that `node` refers to, directly or through others. */
function reached(node, schemas, names = new Set()) {
  if (Array.isArray(node)) node.forEach((each) => reached(each, schemas, names))
  else if (node && typeof node === 'object') {
    const name = typeof node.$ref === 'string' ? node.$ref.split('/').pop() : null
    if (name && schemas[name] && !names.has(name)) {
      names.add(name)
      reached(schemas[name], schemas, names)
    }
    Object.values(node).forEach((each) => reached(each, schemas, names))
  }
  return names
}

/** Words for people are left out: they would make the types depend on the language of the machine. */
function wordless(node) {
  if (Array.isArray(node)) return node.map(wordless)
  if (!node || typeof node !== 'object') return node
  const kept = Object.entries(node).filter(([key, value]) => !(['description', 'summary'].includes(key) && typeof value === 'string'))
  return Object.fromEntries(kept.map(([key, value]) => [key, wordless(value)]))
}

/** "This schema or null" as apispec writes it (an empty object or null, or the schema) says too much. */
function orNull(node) {
  if (Array.isArray(node)) return node.map(orNull)
  if (!node || typeof node !== 'object') return node
  const schema = node.anyOf?.find((each) => each.$ref)
  if (schema && node.anyOf.length === 2 && node.anyOf.some((each) => each.nullable && !each.properties)) return { allOf: [schema], nullable: true }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, orNull(value)]))
}

/** Every refusal is the same Problem: only what an operation answers when it is done is kept of each. */
function whenDone(item) {
  const kept = ([method, operation]) => {
    if (!operation.responses) return [method, operation]
    const responses = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'))
    return [method, { ...operation, responses: Object.fromEntries(responses) }]
  }
  return Object.fromEntries(Object.entries(item).map(kept))
}

function oneDoor(document) {
  const schemas = orNull(document.components.schemas)
  const paths = Object.fromEntries(Object.entries(document.paths).filter(([path]) => path.startsWith(`${door}/`)).map(([path, item]) => [path, whenDone(item)]))
  const operations = Object.values(paths).flatMap((item) => Object.values(item).filter((each) => each.responses))
  const answers = reached(operations.map((each) => each.responses), schemas)
  const asked = reached(operations.map((each) => each.requestBody), schemas)
  const used = [...reached(paths, schemas), 'Problem'].sort()
  const kept = used.map((name) => {
    const schema = schemas[name]
    // marshmallow writes every field of an answer, but only says of a request's fields that they are required.
    const whole = answers.has(name) && !asked.has(name) && schema.properties
    return [name, whole ? { ...schema, required: Object.keys(schema.properties) } : schema]
  })
  return { openapi: document.openapi, info: document.info, paths, components: { schemas: Object.fromEntries(kept) } }
}

const made = HEAD + astToString(await openapiTS(wordless(oneDoor(JSON.parse(await text(process.stdin)))), { defaultNonNullable: false }))
if (mode === '--check') {
  if (readFileSync(file, 'utf8') !== made) {
    console.error(`${file} is not what the API says now. Remedy: make api-types`)
    process.exit(1)
  }
} else writeFileSync(file, made)

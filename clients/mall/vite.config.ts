import uni from '@dcloudio/vite-plugin-uni'
import { defineConfig, type Plugin } from 'vite'
import { addressesBelow, firstAtOnce, noForeignPictures, ownIcons, sharedParts } from '../tools/uni-build'

/** Every font size follows `--text`, which a screen's outermost view sets to what she chose on her page. */
function largerText(): Plugin {
  const size = /font-size:\s*([\d.]+px)/g
  return {
    name: 'larger-text',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'asset' && /\.(css|wxss)$/.test(file.fileName)) file.source = String(file.source).replace(size, 'font-size:calc($1*var(--text,1))')
      }
    }
  }
}

addressesBelow(__dirname)

export default defineConfig({
  base: '/mall/',
  resolve: { preserveSymlinks: true },
  plugins: [sharedParts(__dirname), ownIcons(__dirname), uni(), noForeignPictures(), largerText(), firstAtOnce('/mall/', 'pages-home-home')],
  css: { preprocessorOptions: { scss: { quietDeps: true, silenceDeprecations: ['mixed-decls'] } } },
  server: { port: 5173, proxy: Object.fromEntries(['/mom', '/demo', '/docs'].map((path) => [path, 'http://127.0.0.1:8000'])) },
  build: { target: 'es2018', chunkSizeWarningLimit: 800 }
})

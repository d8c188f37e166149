import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  base: '/console/',
  resolve: { alias: { '@': resolve(__dirname, 'src') } },
  plugins: [vue()],
  server: { port: 5175, proxy: Object.fromEntries(['/console/v1', '/mom', '/docs'].map((path) => [path, 'http://127.0.0.1:8000'])) },
  build: {
    target: 'es2020',
    chunkSizeWarningLimit: 1200,
    // The kit changes when its version does, the pages with every release: browsers keep the first over the second.
    rollupOptions: { output: { manualChunks: (id) => (/node_modules\/(vue|vue-router|@vue|element-plus|@element-plus|lodash-es|@floating-ui|dayjs)\//.test(id) ? 'kit' : undefined) } }
  }
})

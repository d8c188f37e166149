import uni from '@dcloudio/vite-plugin-uni'
import { defineConfig } from 'vite'
import { addressesBelow, firstAtOnce, largerText, noForeignPictures, ownIcons, sharedParts } from '../tools/uni-build'

addressesBelow(__dirname)

export default defineConfig({
  base: '/mall/',
  resolve: { preserveSymlinks: true },
  plugins: [sharedParts(__dirname), ownIcons(__dirname), uni(), noForeignPictures(), largerText(), firstAtOnce('/mall/', 'pages-home-home')],
  css: { preprocessorOptions: { scss: { quietDeps: true, silenceDeprecations: ['mixed-decls'] } } },
  server: { port: 5173, proxy: Object.fromEntries(['/mom', '/demo', '/docs'].map((path) => [path, 'http://127.0.0.1:8000'])) },
  build: { target: 'es2018', chunkSizeWarningLimit: 800 }
})

import uni from '@dcloudio/vite-plugin-uni'
import { defineConfig } from 'vite'
import { addressesBelow, firstAtOnce, noForeignPictures, ownIcons, sharedParts } from '../tools/uni-build'
import { shellWorker } from './shell-worker'

addressesBelow(__dirname)

export default defineConfig({
  base: '/merchant/',
  resolve: { preserveSymlinks: true },
  plugins: [sharedParts(__dirname), ownIcons(__dirname), uni(), noForeignPictures(), firstAtOnce('/merchant/', 'pages-desk-desk'), ...(process.env.UNI_PLATFORM === 'h5' ? [shellWorker(__dirname)] : [])],
  css: { preprocessorOptions: { scss: { quietDeps: true, silenceDeprecations: ['mixed-decls'] } } },
  server: { port: 5174, proxy: Object.fromEntries(['/merchant/v1', '/mom', '/demo', '/docs'].map((path) => [path, 'http://127.0.0.1:8000'])) },
  build: { target: 'es2018', chunkSizeWarningLimit: 800 }
})

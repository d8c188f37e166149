import 'element-plus/dist/index.css'
import './assets/console.css'
import { createApp } from 'vue'
import App from './App.vue'
import { element } from './kit/element'
import { router } from './router'

createApp(App).use(element).use(router).mount('#app')

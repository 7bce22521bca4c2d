import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'
import { type Phone, phoneFiles, phones } from './phoneFiles'

const server = process.env.ATTEND_URL ?? 'http://localhost:8000'

/** What only some pages draw with. */
const drawing =
  /node_modules\/(uqr|@mantine\/charts|recharts|d3-|victory-vendor|es-toolkit|immer|react-redux|@reduxjs|redux|reselect|eventemitter3|decimal\.js-light|internmap)/

const files = phoneFiles()

/** Each phone starts without a network, and keeps no more than that takes; every other page, the documents and the API are asked for each time. */
const workers = phones.map(phone =>
  VitePWA({
    filename: phone.worker,
    scope: phone.path,
    registerType: 'prompt',
    injectRegister: false,
    manifest: false,
    workbox: {
      globPatterns: ['index.html', 'assets/*', '*.svg', 'icons/192.png'],
      manifestTransforms: [
        entries => ({ manifest: entries.filter(({ url }) => !url.startsWith('assets/') || files.has(phone, url)), warnings: [] }),
      ],
      navigateFallback: '/index.html',
      navigateFallbackAllowlist: [new RegExp(`^${phone.path}(/|$|\\?)`)],
      directoryIndex: null,
      cleanupOutdatedCaches: true,
    },
  }),
)

const manifest = ({ path, description }: Phone) => ({
  id: path,
  name: 'Attend',
  short_name: 'Attend',
  description,
  start_url: path,
  scope: '/',
  display: 'standalone',
  orientation: 'any',
  background_color: '#0a0e12',
  theme_color: '#0e1216',
  icons: [
    { src: '/icons/192.png', sizes: '192x192', type: 'image/png' },
    { src: '/icons/512.png', sizes: '512x512', type: 'image/png' },
    { src: '/icons/maskable.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    { src: '/attend.svg', sizes: 'any', type: 'image/svg+xml' },
  ],
})

/** What a phone is told of the page that it installs; the first stands in every page until one names its own (`phone/install.ts`). */
const manifests: Plugin = {
  name: 'phone-manifests',
  transformIndexHtml: () => [{ tag: 'link', attrs: { rel: 'manifest', href: `/${phones[0]?.manifest}` }, injectTo: 'head' }],
  generateBundle() {
    for (const phone of phones) this.emitFile({ type: 'asset', fileName: phone.manifest, source: JSON.stringify(manifest(phone)) })
  },
}

export default defineConfig({
  plugins: [react(), files.plugin, ...workers, manifests],
  build: {
    outDir: '../Attend/wwwroot',
    emptyOutDir: true,
    target: 'es2023',
    rolldownOptions: {
      output: {
        // Libraries change seldom and the product often: a browser keeps the first when the second is renewed. What only the map or only
        // the reports draw with is left to their own parts, which are loaded when somebody opens them.
        codeSplitting: {
          groups: [
            { name: 'map', test: /node_modules\/(maplibre-gl|pmtiles|@maplibre|@mapbox)\//, priority: 2 },
            { name: 'libraries', test: (id: string) => id.includes('node_modules') && !drawing.test(id), priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': { target: server },
      '/ws': { target: server, ws: true },
    },
  },
  test: { include: ['src/**/*.test.ts'] },
})

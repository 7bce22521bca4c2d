import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const server = process.env.ATTEND_URL ?? 'http://localhost:8000'

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../Attend/wwwroot',
    emptyOutDir: true,
    target: 'es2023',
    rolldownOptions: {
      output: {
        // Libraries change seldom and the product often: a browser keeps the first when the second is renewed. What only the map needs
        // comes with the map.
        codeSplitting: {
          groups: [
            { name: 'map', test: /node_modules\/(maplibre-gl|pmtiles|@maplibre|@mapbox)\//, priority: 2 },
            { name: 'libraries', test: /node_modules/, priority: 1 },
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

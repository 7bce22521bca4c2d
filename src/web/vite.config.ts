import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const server = process.env.ATTEND_URL ?? 'http://localhost:8000'

const drawing =
  /node_modules\/(@mantine\/charts|recharts|d3-|victory-vendor|es-toolkit|immer|react-redux|@reduxjs|redux|reselect|eventemitter3|decimal\.js-light|internmap)/

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../Attend/wwwroot',
    emptyOutDir: true,
    target: 'es2023',
    rolldownOptions: {
      output: {
        // Libraries change seldom and the product often: a browser keeps the first when the second is renewed.
        // What only the reports draw with is left to their own part, which is loaded when somebody opens them.
        codeSplitting: { groups: [{ name: 'libraries', test: (id: string) => id.includes('node_modules') && !drawing.test(id) }] },
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

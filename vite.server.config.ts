import { defineConfig } from 'vite'

/** The house in few files, read in quicker at a start than its hundreds of modules. What proves and measures it stays outside, read from its sources. */
export default defineConfig({
  root: import.meta.dirname, publicDir: false,
  ssr: { noExternal: true, external: ['pg-native', 'vite', 'playwright-core', 'opencc-js'] },
  build: {
    ssr: 'src/main.ts', outDir: 'dist/server', emptyOutDir: true, target: 'node24', minify: false, reportCompressedSize: false,
    rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' } },
  },
})

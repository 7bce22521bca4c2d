import '@mantine/core/styles.css'
import './platform/tokens.css'
import { DirectionProvider, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { keepFocus } from './platform/focus'
import { here } from './platform/here'
import { queries } from './platform/queries'
import { letGo } from './platform/session'
import { inksOfTokens, theme } from './platform/theme'
import { startWords } from './platform/words/words'
import { router } from './routes'

here.follow(() => {
  // First away, as whoever signs out here.
  void router.navigate({ to: '/sign-in', replace: true }).finally(() => letGo(queries))
})
await startWords()
keepFocus()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    <DirectionProvider>
      <MantineProvider theme={theme} defaultColorScheme="dark" cssVariablesResolver={inksOfTokens}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  </StrictMode>,
)

import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

/** Mantine's greys in the dark are replaced by the tokens' own, so that menus and fields sit on the same ground as the board. */
const dark: MantineColorsTuple = [
  '#e9eef3',
  '#c3ccd5',
  '#a9b5c1',
  '#6b7886',
  '#3a4653',
  '#26313c',
  '#19212a',
  '#11171d',
  '#0d1217',
  '#0a0e12',
]

const attend: MantineColorsTuple = [
  '#e6f4ff',
  '#cde6fb',
  '#9fcdf3',
  '#6cb2ea',
  '#419be2',
  '#258cdd',
  '#1577c2',
  '#0a5fa8',
  '#00508f',
  '#004177',
]

export const theme = createTheme({
  primaryColor: 'attend',
  primaryShade: { light: 7, dark: 6 },
  colors: { dark, attend },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // In the landmark of what they tell about: a portal of their own stands in none (axe: region).
    Tooltip: {
      defaultProps: { openDelay: 400, withArrow: true, withinPortal: false, floatingStrategy: 'fixed', transitionProps: { duration: 0 } },
    },
    // Inside the page's landmarks and without Mantine's focus placeholder, which a menu may not contain (axe: aria-required-children).
    Menu: {
      defaultProps: {
        transitionProps: { duration: 0 },
        withinPortal: false,
        withInitialFocusPlaceholder: false,
        floatingStrategy: 'fixed',
      },
    },
    InputWrapper: {
      vars: () => ({
        label: {},
        error: { '--input-error-size': 'var(--small)' },
        description: { '--input-description-size': 'var(--small)' },
      }),
    },
  },
})

/** Mantine's own error red and dimmed grey miss 4.5 : 1 on our grounds. */
const inks = {
  '--mantine-color-error': 'var(--critical)',
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-placeholder': 'var(--ink-soft)',
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
}

export const inksOfTokens: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...inks, '--mantine-color-default-border': '#c3ccd5' },
  dark: { ...inks, '--mantine-color-default-border': '#3a4653' },
})

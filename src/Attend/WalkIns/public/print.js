// Whoever opens a page to print it wants to print it.
'use strict'

addEventListener('load', () => print())

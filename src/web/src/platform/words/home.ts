/** What only the phones of those who visit people at home say, and of those who drive them. */
export { default as home } from './en/home.json'

import deliveries from './en/deliveries.json'
import own from './en/office.json'
import reports from './en/reports.json'
import { joined, type Words } from './words'

/** What only the office says. It comes with the office's pages: the crew's phone, which keeps what it starts from, has no room for it. */
export const office: Words = [deliveries, own].reduce<Words>(joined, reports)

import arriving from './en/arriving.json'
import deliveries from './en/deliveries.json'
import own from './en/office.json'
import queues from './en/queues.json'
import reports from './en/reports.json'
import visits from './en/visits.json'
import { joined, type Words } from './words'

/**
 * What only the office, the queues and the visits say. It comes with their pages: the crew's phone, which keeps what it starts from, has no
 * room for it.
 */
export const office: Words = [arriving, deliveries, own, queues, visits].reduce<Words>(joined, reports)

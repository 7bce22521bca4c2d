import { fromTyped } from '../platform/time'

/** What the audit is narrowed to, as it stands in the address. */
export interface AuditSearch {
  subject?: string
  actor?: string
  kind?: string
  from?: string
  to?: string
}

/** The server's query for it; times become moments, and what is only half typed is left out. */
export function auditQuery({ from, to, ...words }: AuditSearch): Record<string, string> {
  const moments = { from: from === undefined ? null : fromTyped(from), to: to === undefined ? null : fromTyped(to) }
  return Object.fromEntries(Object.entries({ ...words, ...moments }).filter((entry): entry is [string, string] => Boolean(entry[1])))
}

/** The address of the same as a table for a spreadsheet. */
export const auditTable = (search: AuditSearch): string => `/api/audit?${new URLSearchParams({ ...auditQuery(search), format: 'csv' })}`

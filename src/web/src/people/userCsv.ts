import type { HeldRole, NewUser, SiteView } from '../platform/wire'

/** Rows of a table as spreadsheets write it: commas or semicolons, quotes where needed. */
export function readCsv(text: string): string[][] {
  const lines: string[][] = [[]]
  let cell = ''
  let quoted = false
  const separator = /^[^\n"]*;/.test(text) && !/^[^\n"]*,/.test(text) ? ';' : ','
  const clean = text.replace(/^\uFEFF/, '')
  for (let at = 0; at < clean.length; at++) {
    const sign = clean[at]
    if (quoted) {
      if (sign === '"' && clean[at + 1] === '"') {
        cell += '"'
        at++
      } else if (sign === '"') quoted = false
      else cell += sign
    } else if (sign === '"') quoted = true
    else if (sign === separator || sign === '\n') {
      lines.at(-1)?.push(cell.trim())
      cell = ''
      if (sign === '\n') lines.push([])
    } else if (sign !== '\r') cell += sign
  }
  lines.at(-1)?.push(cell.trim())
  return lines.filter(line => line.some(each => each !== ''))
}

const plain = ['username', 'first_name', 'last_name', 'password', 'phone', 'email', 'language', 'zone', 'certification'] as const

/** Why a table cannot be read: the row as a person counts it, and what is wrong there. */
export interface TableProblem {
  row: number
  wrong: 'columns' | 'site'
  text: string
}

/**
 * Users from a table with a heading row of the wire's names; `roles` holds `paramedic@Station North; supervisor`, a role at a site named
 * by its name, or at all sites.
 */
export function usersOf(text: string, sites: readonly SiteView[]): { users: NewUser[]; problem: TableProblem | null } {
  const [head = [], ...rows] = readCsv(text)
  const names = head.map(name => name.toLowerCase())
  const unknown = names.find(name => name !== 'roles' && !(plain as readonly string[]).includes(name))
  const lacking = ['username', 'first_name', 'last_name'].find(name => !names.includes(name))
  if (unknown !== undefined || lacking !== undefined)
    return { users: [], problem: { row: 1, wrong: 'columns', text: unknown ?? lacking ?? '' } }
  const users: NewUser[] = []
  for (const [index, row] of rows.entries()) {
    const cell = (name: string) => row[names.indexOf(name)] ?? ''
    const roles: HeldRole[] = []
    for (const said of cell('roles')
      .split(/[;|]/)
      .map(each => each.trim())
      .filter(Boolean)) {
      const [role = '', place] = said.split('@').map(each => each.trim())
      const site = place === undefined ? null : sites.find(one => one.active && one.name.toLowerCase() === place.toLowerCase())
      if (site === undefined) return { users: [], problem: { row: index + 2, wrong: 'site', text: place ?? '' } }
      roles.push({ role: role as HeldRole['role'], site_id: site?.id ?? null })
    }
    const given = Object.fromEntries(plain.filter(name => cell(name) !== '').map(name => [name, cell(name)]))
    users.push({ username: '', first_name: '', last_name: '', ...given, roles })
  }
  return { users, problem: null }
}

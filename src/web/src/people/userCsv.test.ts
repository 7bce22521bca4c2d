import { expect, it } from 'vitest'
import type { SiteView } from '../platform/wire'
import { readCsv, usersOf } from './userCsv'

const sites = [{ id: 4, name: 'Station North', active: true }] as SiteView[]

it('reads tables as spreadsheets write them', () => {
  expect(readCsv('a,b\r\n"x, ""y""",2\r\n')).toEqual([
    ['a', 'b'],
    ['x, "y"', '2'],
  ])
  expect(readCsv('\uFEFFa;b\n1;2')).toEqual([
    ['\uFEFFa'.slice(1), 'b'],
    ['1', '2'],
  ])
})

it('makes users of rows, their roles at sites by name', () => {
  const { users, problem } = usersOf('username,first_name,last_name,roles,phone\nmia,Mia,Berg,paramedic@station north; driver,\n', sites)
  expect(problem).toBeNull()
  expect(users).toEqual([
    {
      username: 'mia',
      first_name: 'Mia',
      last_name: 'Berg',
      roles: [
        { role: 'paramedic', site_id: 4 },
        { role: 'driver', site_id: null },
      ],
    },
  ])
})

it('says where a table is wrong', () => {
  expect(usersOf('username,first_name\n', sites).problem).toEqual({ row: 1, wrong: 'columns', text: 'last_name' })
  expect(usersOf('username,first_name,last_name,shoe\n', sites).problem?.text).toBe('shoe')
  expect(usersOf('username,first_name,last_name,roles\na,b,c,nurse@Moon\n', sites).problem).toEqual({ row: 2, wrong: 'site', text: 'Moon' })
})

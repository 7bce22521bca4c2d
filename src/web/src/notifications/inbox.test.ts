import { describe, expect, it } from 'vitest'
import type { InboxView, NotificationView } from '../platform/wire'
import { Inbox, inOrder, type Mark } from './inbox'

const notice = (id: number, more: Partial<NotificationView> = {}): NotificationView => ({
  id,
  message_id: 1_000 + id,
  kind: 'crew_assigned',
  urgency: 'clinical',
  subject: `response:${id}`,
  facts: {},
  state: 'PENDING',
  said_at: new Date(1_800_000_000_000 + id * 1000).toISOString(),
  delivered_at: null,
  read_at: null,
  deadline: null,
  over: null,
  answered_by: null,
  answered_at: null,
  asks: false,
  version: 1,
  title: `Message ${id}`,
  text: '',
  actions: ['deliver', 'read'],
  ...more,
})

function opened(pages: readonly InboxView[] = []) {
  const said: [Mark, readonly number[]][] = []
  const waiting: (() => void)[] = []
  const asked: (number | undefined)[] = []
  const done: number[] = []
  let line = true
  const inbox = new Inbox(
    (mark, ids) => {
      if (line) said.push([mark, ids])
      return line
    },
    async after => {
      const page = pages[asked.push(after) - 1]
      if (!page) throw new Error('no such page')
      return page
    },
    then => then(),
    then => waiting.push(then),
    view => done.push(view.message_id),
  )
  return {
    inbox,
    done,
    said,
    asked,
    cut: (to: boolean) => {
      line = to
    },
    pass: () => {
      for (const then of waiting.splice(0)) then()
    },
    begin: (notifications: NotificationView[], unread = notifications.length) =>
      inbox.receive({ type: 'initial_data', data: { notifications, unread } }),
    hear: (event: string, data: NotificationView) => inbox.receive({ type: 'notification', event, data }),
  }
}

describe('an inbox', () => {
  it('says that it has a message once it has it, in one breath, and no more when the server knows', () => {
    const { said, begin, hear, pass, inbox } = opened()
    begin([notice(1), notice(2, { state: 'DELIVERED', version: 2 })])
    hear('PLANNED', notice(3))
    expect(said).toEqual([])
    pass()
    expect(said).toEqual([['ack', [1, 3]]])
    hear('DELIVERED', notice(1, { state: 'DELIVERED', version: 2 }))
    inbox.receive({ type: 'beacon' })
    pass()
    expect(said.slice(1)).toEqual([['ack', [3]]])
  })

  it('counts as read what its person opened, and says so when there is a line', () => {
    const { said, begin, hear, pass, cut, inbox } = opened()
    begin([notice(1), notice(2)], 5)
    pass()
    expect(inbox.counts()).toEqual({ known: true, unread: 5, asking: 0 })
    cut(false)
    inbox.read([2])
    pass()
    expect(inbox.counts().unread).toBe(4)
    cut(true)
    inbox.repeat()
    pass()
    expect(said.at(-1)).toEqual(['read', [2]])
    hear('READ', notice(2, { state: 'READ', version: 3 }))
    expect(inbox.counts().unread).toBe(4)
  })

  it('counts down for what was opened on another device, shown here or not', () => {
    const { begin, hear, inbox } = opened()
    begin([notice(8), notice(9)], 3)
    hear('READ', notice(9, { state: 'READ', version: 3 }))
    hear('READ', notice(4, { state: 'READ', version: 3 }))
    expect(inbox.counts().unread).toBe(1)
    expect(inbox.things.get(4)).toBeUndefined()
  })

  it('reads back in time, and knows when the snapshot that it read from is no more', async () => {
    const older = { items: [notice(3), notice(2, { state: 'READ' })], next: 2, unread: 2 } as InboxView
    const { begin, inbox, asked } = opened([older, { items: [notice(1, { state: 'READ' })], next: null, unread: 2 } as InboxView])
    begin([notice(3)], 2)
    await inbox.more()
    await inbox.more()
    await inbox.more()
    expect(asked).toEqual([undefined, 2])
    expect(inbox.things.size).toBe(3)
    expect(inbox.counts().unread).toBe(2)
    const late = inbox.more()
    begin([notice(3)], 1)
    await late
    expect(inbox.paging()).toEqual({ state: 'idle', problem: null, next: undefined })
    await inbox.more()
    expect(inbox.paging().state).toBe('failed')
  })

  it('begins with what wants an answer, and leaves in its place what was answered a moment ago', () => {
    const asks = notice(1, { actions: ['read', 'acknowledge'] })
    const over = notice(2, { actions: ['read', 'acknowledge'], over: '2026-11-22T05:00:00Z' })
    const ids = (list: NotificationView[], first?: Set<number>) => list.toSorted(inOrder(first)).map(one => one.id)
    expect(ids([notice(3), over, asks])).toEqual([1, 3, 2])
    expect(ids([notice(3), over, { ...asks, actions: [] }], new Set([1]))).toEqual([1, 3, 2])
  })

  it('says of what was read elsewhere or is over that nothing of it need lie on a lock screen, whether it is shown here or not', () => {
    const { inbox, begin, hear, done } = opened()
    begin([notice(1), notice(2)])
    hear('DELIVERED', notice(1, { state: 'DELIVERED' }))
    hear('PLANNED', notice(3))
    expect(done).toEqual([])
    hear('READ', notice(1, { state: 'READ', version: 2 }))
    hear('WITHDRAWN', notice(2, { over: '2027-01-15T08:00:00Z', version: 2 }))
    hear('READ', notice(99, { state: 'READ' }))
    expect(done).toEqual([1_001, 1_002, 1_099])
    expect(inbox.things.get(99)).toBeUndefined()
  })
})

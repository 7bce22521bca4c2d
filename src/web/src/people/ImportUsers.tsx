import { Alert, Button, FileInput, Group, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import { useProblemText } from '../platform/useProblemText'
import { useSending } from '../platform/useSending'
import type { NewUser, SiteView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { type TableProblem, usersOf } from './userCsv'

/** Makes users from a table: all of them, or none, with the row that is wrong. */
export function ImportUsers({ sites, onClose }: { sites: readonly SiteView[]; onClose: () => void }) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const queries = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [users, setUsers] = useState<NewUser[]>([])
  const [wrong, setWrong] = useState<TableProblem | null>(null)
  const { busy, problem, send } = useSending()
  const take = async (chosen: File | null) => {
    setFile(chosen)
    const read = chosen === null ? { users: [], problem: null } : usersOf(await chosen.text(), sites)
    setUsers(read.users)
    setWrong(read.problem)
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (users.length === 0) return
    const refused = await send(async () => {
      await answered(api.POST('/api/users/import', { body: { users }, headers: pressed() }))
    })
    if (refused) return
    await queries.invalidateQueries({ queryKey: ['users'] })
    say(t('admin.user.imported', { count: users.length }))
    onClose()
  }
  // `users[3].username` is the fifth line of the table: the heading is the first.
  const named = Object.entries(problem?.errors ?? {}).map(([key, said]) => {
    const [, index, name = ''] = /^users\[(\d+)\]\.(.+)$/.exec(key) ?? []
    return index === undefined ? `${key}: ${said[0]}` : t('admin.user.import_row', { row: Number(index) + 2, what: `${name}: ${said[0]}` })
  })
  return (
    <Dialog title={t('admin.user.import')} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <p>{t('admin.user.import_help')}</p>
          <pre>username,first_name,last_name,email,roles</pre>
          {(wrong || problem) && (
            <Alert color="red" variant="outline" role="alert">
              {wrong
                ? t(`admin.user.import_${wrong.wrong}`, { row: wrong.row, text: wrong.text })
                : named.join(' · ') || (problem && problemText(problem))}
            </Alert>
          )}
          <FileInput
            label={t('admin.user.import_file')}
            accept=".csv,text/csv"
            value={file}
            onChange={chosen => void take(chosen)}
            clearable
          />
          <p role="status">{users.length > 0 ? t('admin.user.import_count', { count: users.length }) : ''}</p>
          <Group justify="end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('back')}
            </Button>
            <Button type="submit" loading={busy} disabled={users.length === 0}>
              {t('admin.user.import_do')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}

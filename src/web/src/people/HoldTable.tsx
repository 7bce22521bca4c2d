import { Button } from '@mantine/core'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { now } from '../platform/clock'
import { PlainTable } from '../platform/PlainTable'
import { timeOfDay } from '../platform/time'
import type { LegalHoldView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

/** Legal holds, those that stand and those that were lifted. */
export function HoldTable({ holds, onLift }: { holds: readonly LegalHoldView[]; onLift: (hold: LegalHoldView) => Promise<void> }) {
  const { t, i18n } = useTranslation()
  const [lifting, setLifting] = useState<LegalHoldView | null>(null)
  return (
    <>
      <PlainTable
        label={t('admin.hold.title')}
        rows={holds}
        keyOf={hold => hold.id}
        empty={t('admin.hold.none')}
        columns={[
          { head: t('admin.subject'), cell: one => <bdi>{one.subject}</bdi> },
          { head: t('field.reason'), cell: one => one.reason },
          {
            head: t('admin.hold.placed_at'),
            cell: one => <time dateTime={one.placed_at}>{timeOfDay(one.placed_at, i18n.language, now())}</time>,
          },
          {
            head: t('admin.state'),
            cell: one =>
              one.lifted_at ? (
                t('admin.hold.lifted', { time: timeOfDay(one.lifted_at, i18n.language, now()) })
              ) : (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`${t('admin.hold.lift')}: ${one.reason}`}
                  onClick={() => setLifting(one)}
                >
                  {t('admin.hold.lift')}
                </Button>
              ),
          },
        ]}
      />
      {lifting && (
        <AskDialog
          title={t('admin.hold.lift')}
          help={t('admin.hold.lift_ask', { reason: lifting.reason })}
          word={t('admin.hold.lift')}
          onClose={() => setLifting(null)}
          onSend={async () => {
            await onLift(lifting)
            say(t('admin.hold.was_lifted'))
          }}
        />
      )}
    </>
  )
}

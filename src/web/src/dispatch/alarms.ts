import { say } from '../platform/announce'
import { act } from '../platform/api'
import { useProblemText } from '../platform/useProblemText'
import type { AlarmView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useDesk } from './desk'

type Words = (key: string, options?: Record<string, unknown>) => string

const rank = { CRITICAL: 0, HIGH: 1, MEDIUM: 2, LOW: 3 }

/** The alarms that nobody has acknowledged: a crew in distress before all else, then priority, then the oldest. */
export function ringing(alarms: readonly AlarmView[]): AlarmView[] {
  const weight = (alarm: AlarmView) => (alarm.kind === 'distress' ? -1 : alarm.priority === null ? 4 : rank[alarm.priority])
  return alarms
    .filter(alarm => alarm.state === 'RAISED')
    .toSorted((a, b) => weight(a) - weight(b) || Date.parse(a.raised_at) - Date.parse(b.raised_at) || a.id - b.id)
}

export const alarmText = (alarm: AlarmView, t: Words): string =>
  [t(`alarm.kind.${alarm.kind}`, { defaultValue: alarm.kind.replaceAll('_', ' ') }), alarm.unit_number, alarm.call]
    .filter(Boolean)
    .join(' · ')

/** Answers for an alarm; of those who press at once exactly one does. */
export function useAcknowledge(): (alarm: AlarmView) => Promise<void> {
  const { t } = useTranslation()
  const { board } = useDesk()
  const problemText = useProblemText()
  return async alarm => {
    try {
      board.takeAlarm(await act<AlarmView>('alarms', alarm.id, 'acknowledge', {}))
    } catch (problem) {
      say(t('action.refused', { action: t('alarm.acknowledge'), reason: problemText(problem) }), 'refused')
    }
  }
}

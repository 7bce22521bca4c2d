import { IconBuildingHospital, IconHome, IconHourglassLow, IconRoadOff } from '@tabler/icons-react'
import { memo, type Ref } from 'react'
import { priorityLook } from '../dispatch/callMarks'
import { loadTone } from '../dispatch/HospitalMarks'
import { statusLook } from '../fleet/StatusMark'

/**
 * The signs of the map, drawn once out of sight with the very icons and tones of the lists, and taken from here into pictures: a map
 * is one canvas and knows neither components nor style sheets.
 */
export const MarkSheet = memo(({ ref }: { ref: Ref<HTMLDivElement> }) => (
  <div ref={ref} hidden aria-hidden>
    {Object.entries(statusLook).map(([status, { icon: Icon, tone }]) => (
      <Icon key={status} data-mark={`unit-${status}`} data-form="disc" data-tone={tone} />
    ))}
    {Object.entries(priorityLook).map(([priority, { icon: Icon, tone }]) => (
      <Icon key={priority} data-mark={`call-${priority}`} data-form="drop" data-tone={tone} />
    ))}
    {Object.entries(loadTone).map(([load, tone]) => (
      <IconBuildingHospital key={load} data-mark={`hospital-${load}`} data-form="plate" data-tone={tone} />
    ))}
    <IconRoadOff data-mark="hospital-diversion" data-form="plate" data-tone="critical" />
    <IconHome data-mark="station" data-form="bare" data-tone="aside" />
    <IconHourglassLow data-mark="waiting" data-form="bare" data-tone="critical" />
  </div>
))

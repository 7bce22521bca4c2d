import type { TFunction } from 'i18next'
import { siteChoices } from '../people/sites'
import type { Field } from '../platform/RecordForm'
import type { SiteView, UnitView } from '../platform/wire'

const kinds: readonly UnitView['kind'][] = ['ambulance', 'car', 'motorcycle', 'engine', 'ladder', 'command', 'other']
const levels: readonly UnitView['level'][] = ['BASIC', 'ADVANCED', 'CRITICAL']

/** What a person writes about a vehicle. */
export const vehicleFields = (t: TFunction, sites: readonly SiteView[] | undefined): Field[] => [
  { name: 'unit_number', label: t('admin.vehicle.number'), required: true },
  {
    name: 'kind',
    label: t('admin.kind'),
    as: 'choice',
    required: true,
    choices: kinds.map(kind => ({ value: kind, label: t(`unit_kind.${kind}`) })),
  },
  {
    name: 'level',
    label: t('admin.vehicle.level'),
    as: 'choice',
    required: true,
    choices: levels.map(level => ({ value: level, label: t(`level.${level}`) })),
  },
  { name: 'seats', label: t('unit.seats'), as: 'number', required: true, help: t('admin.vehicle.seats_help') },
  { name: 'home_site_id', label: t('unit.home'), as: 'choice', id: true, required: true, choices: siteChoices(sites) },
  { name: 'equipment', label: t('unit.equipment'), as: 'tags', help: t('admin.vehicle.equipment_help') },
]

export const vehicleValues = (unit: UnitView) => ({
  unit_number: unit.unit_number,
  kind: unit.kind,
  level: unit.level,
  seats: unit.seats,
  home_site_id: unit.home.id,
  equipment: unit.equipment,
})

export const newVehicle = { unit_number: null, kind: 'ambulance', level: 'BASIC', seats: 1, home_site_id: null, equipment: [] }

/** Which field a refusal is about. */
export const vehicleAbout = { unit_number_taken: 'unit_number' }

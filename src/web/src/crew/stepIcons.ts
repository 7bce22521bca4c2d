import {
  type Icon,
  IconAmbulance,
  IconBuildingHospital,
  IconCheck,
  IconHandStop,
  IconHome,
  IconMapPin,
  IconMessageCheck,
  IconPlayerPause,
  IconRoute,
  IconRouteAltLeft,
  IconStethoscope,
  IconTransferIn,
  IconTruckOff,
  IconX,
} from '@tabler/icons-react'

/** A step has the picture of the state that it leads to, as lists and map show it. */
const icons: Readonly<Record<string, Icon>> = {
  acknowledge: IconMessageCheck,
  depart: IconRoute,
  stage: IconPlayerPause,
  arrive: IconMapPin,
  at_patient: IconStethoscope,
  transport: IconAmbulance,
  arrive_hospital: IconBuildingHospital,
  transfer_care: IconTransferIn,
  clear: IconCheck,
  back_at_base: IconHome,
  change_destination: IconRouteAltLeft,
  decline: IconHandStop,
  stand_down: IconX,
  fail: IconTruckOff,
}

export const iconOf = (action: string): Icon | undefined => icons[action]

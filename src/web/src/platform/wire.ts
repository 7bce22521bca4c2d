import type { components } from './schema'

/** Short names for the wire's words and views. */
type Schemas = components['schemas']

export type CallState = Schemas['CallState']
export type EmergencyType = Schemas['EmergencyType']
export type Priority = Schemas['Priority']
export type ResponseState = Schemas['ResponseState']
export type UnitStatus = Schemas['UnitStatus']
export type Me = Schemas['Me']
export type SignInRequest = Schemas['SignInRequest']
export type Place = Schemas['Place']
export type CallView = Schemas['CallView']
export type TakeCallRequest = Schemas['TakeCallRequest']
export type UnitView = Schemas['UnitView']
export type HospitalView = Schemas['HospitalView']
export type AlarmView = Schemas['AlarmView']
export type PositionView = Schemas['PositionView']
export type RankedUnitView = Schemas['RankedUnitView']
export type PhotoView = Schemas['PhotoView']
export type TimelineLine = Schemas['TimelineLine']

import { answered, api } from '../platform/api'
import { useAll } from '../platform/pages'
import type { SiteView } from '../platform/wire'

export const sitesKey = ['sites'] as const

/** All sites, closed ones too: old things still name them. */
export const useSites = () =>
  useAll<SiteView>(sitesKey, (after, signal) => answered(api.GET('/api/sites', { params: { query: { after, limit: 200 } }, signal })))

/** The sites that something new may belong to, as a choice. */
export function siteChoices(sites: readonly SiteView[] | undefined, kind?: SiteView['kind']): { value: string; label: string }[] {
  return (sites ?? [])
    .filter(site => site.active && (kind === undefined || site.kind === kind))
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(site => ({ value: String(site.id), label: site.name }))
}

export const siteName = (sites: readonly SiteView[] | undefined, id: number | null | undefined): string =>
  id == null ? '' : (sites?.find(site => site.id === id)?.name ?? `#${id}`)

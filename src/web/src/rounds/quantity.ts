/** A number above 0, with a comma or a point, of at most three places; null for anything else. */
export function quantityOf(typed: string): number | null {
  const text = typed.trim().replace(',', '.')
  return /^\d{1,9}(\.\d{1,3})?$/.test(text) && Number(text) > 0 ? Number(text) : null
}

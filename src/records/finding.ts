/** One thing that was looked at, in words for the operator. */
export interface Finding {
  ok: boolean
  title: string
  detail: string
  /** What to do; empty where all is well. */
  next: string
}

import dayjs from 'dayjs'
import timezone from 'dayjs/plugin/timezone.js'
import utc from 'dayjs/plugin/utc.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zoneOf } from '../../src/time/zone.ts'

dayjs.extend(utc)
dayjs.extend(timezone)

const instants = fc.date({
  min: new Date('1995-01-01T00:00:00Z'),
  max: new Date('2099-12-31T00:00:00Z'),
  noInvalidDate: true,
})

describe.each(['Asia/Shanghai', 'Asia/Kathmandu', 'America/New_York', 'Pacific/Apia'])('the zone %s', (name) => {
  const zone = zoneOf(name)

  it('says day and hour as the date library does', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const local = dayjs(instant).tz(name)
        expect(zone.day(instant)).toBe(local.format('YYYY-MM-DD'))
        expect(zone.hour(instant)).toBe(local.format('HH:mm'))
        expect(zone.iso(instant)).toBe(local.format('YYYY-MM-DDTHH:mm:ssZ'))
      }),
    )
  })

  it('finds the instant of every day and hour it names', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const again = zone.at(zone.day(instant), zone.hour(instant))
        expect([zone.day(again), zone.hour(again)]).toEqual([zone.day(instant), zone.hour(instant)])
      }),
    )
  })
})

it('an hour that a clock change skips becomes the moment after the gap', () => {
  const zone = zoneOf('America/New_York')
  expect(zone.iso(zone.at('2026-03-08', '02:30'))).toBe('2026-03-08T03:30:00-04:00')
})

it('refuses a zone that does not exist', () => {
  expect(() => zoneOf('Mars/Olympus')).toThrow(RangeError)
})

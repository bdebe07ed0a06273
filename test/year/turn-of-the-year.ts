import { readHolidayYear } from '../../src/time/holidays.ts'

/** Of 2027, as it is published while the story goes on: made up, in the form of the real notices. */
export const notice2027 = readHolidayYear({
  source: '虚构',
  holidays: [
    ['元旦', '2027-01-01', '2027-01-03'],
    ['春节', '2027-02-05', '2027-02-12'],
    ['清明节', '2027-04-03', '2027-04-05'],
    ['劳动节', '2027-05-01', '2027-05-05'],
    ['端午节', '2027-06-09', '2027-06-11'],
    ['国庆节', '2027-10-01', '2027-10-07'],
  ],
  adjusted_workdays: ['2027-02-14', '2027-02-20'],
})

/** The story ends here, so that however short, it goes over the end of a year whose successor has no calendar at first. */
export const endsOn = '2027-01-31'

/** The kinds of places in which branches are (S3: seven sectors, each with its own measure). */
export const sectors = [
  'rural',
  'urban',
  'office',
  'school',
  'state_enterprise',
  'private_enterprise',
  'social',
] as const
export type Sector = (typeof sectors)[number]

/** How each is written, its usual name first. */
const spellings: Record<Sector, readonly [string, ...string[]]> = {
  rural: ['农村', '村', '行政村', '乡村'],
  urban: ['城市', '社区', '街道', '城市社区', '城市基层'],
  office: ['机关', '党政机关', '机关事业', '事业单位', '机关单位'],
  school: ['学校', '高校', '大学', '中小学', '院校', '教育'],
  state_enterprise: ['国企', '国有企业', '国有', '央企', '公有制企业'],
  private_enterprise: ['非公企业', '非公', '民企', '民营企业', '私营企业', '非公有制企业', '两新组织', '两新'],
  social: ['社会组织', '社会团体', '协会', '民办非企业'],
}

/** 农村、城市、机关、学校、国企、非公企业、社会组织 */
export const sectorWords = (sector: Sector): string => spellings[sector][0]

/** The sector as people write it; null where it is none of the seven. */
export function readSector(text: string): Sector | null {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/(?:党支部|支部|领域|系统|类|党组织|基层)$/g, '')
  return sectors.find((sector) => sector === plain || spellings[sector].includes(plain)) ?? null
}

/**
 * Years of a committee's term: villages and communities five, other grass-roots organizations usually three
 * (2018 regulation on branches, article 21).
 */
export const termYearsOf = (sector: Sector | null): number => (sector === 'rural' || sector === 'urban' ? 5 : 3)

import type { Heard } from './heard.ts'

const yes = /^(?:对|对的|没错|是|是的|可以|好|好的|确认|同意|照这样记|记)[。!！]?$/
const no = /^(?:不对|不是|不|不记|先不记|不用|不要|算了|不动)[。!！]?$/

/** 1 or 2, in numbers or in words; null where it is neither. */
export const yesOrNo = (heard: Heard): boolean | null => {
  if ((heard.choice === 1 && heard.rest === '') || yes.test(heard.text)) return true
  return (heard.choice === 2 && heard.rest === '') || no.test(heard.text) ? false : null
}

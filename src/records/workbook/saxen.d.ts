/** What we use of saxen, which ships no types of its own. */
declare module 'saxen' {
  export class Parser {
    on(event: 'openTag', call: (name: string, attributes: () => Record<string, string>) => void): this
    on(event: 'closeTag', call: (name: string) => void): this
    on(event: 'text', call: (text: string) => void): this
    on(event: 'cdata', call: (text: string) => void): this
    on(event: 'attention', call: (text: string) => void): this
    /** Throws what a listener threw; malformed XML throws too. */
    parse(xml: string): unknown
  }
}

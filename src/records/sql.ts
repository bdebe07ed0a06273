/** Rows as one JSON parameter for json_each; instants become ISO text, as the columns hold them. */
export const json = (rows: object[]): string => JSON.stringify(rows)

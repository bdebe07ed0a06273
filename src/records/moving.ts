/** The setting by which a database is known that has been moved by half: nothing runs on it before it is whole. */
export const movingKey = 'moving'

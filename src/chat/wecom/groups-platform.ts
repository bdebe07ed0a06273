/** Rooms of this platform are groups with a webhook and nothing else. */
export const groupsPlatform = 'wecom_webhook'

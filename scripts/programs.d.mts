export function programs(): { postgres: string | null; redis: string | null }

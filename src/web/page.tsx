import type { Child } from 'hono/jsx'

interface PageFacts {
  title: string
  /** Stylesheets beyond the common one. */
  styles?: string[]
  script?: string
  /** Loads itself anew after so many seconds. */
  refresh?: number
  children: Child
}

/** The frame of every page. Scripts and styles come from our own routes only. */
export function Page({ title, styles = [], script, refresh, children }: PageFacts) {
  return (
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
        <meta name="color-scheme" content="light" />
        {refresh === undefined ? null : <meta http-equiv="refresh" content={`${refresh}`} />}
        <title>{title}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/style.css" />
        {styles.map((name) => (
          <link rel="stylesheet" href={`/assets/${name}`} />
        ))}
        {script === undefined ? null : <script type="module" src={`/assets/${script}`} />}
      </head>
      <body>{children}</body>
    </html>
  )
}

/** What a person sees when a page cannot be shown: what is wrong, and the way on. */
export function ErrorPage({ status, message, next }: { status: number; message: string; next: string }) {
  return (
    <Page title={`${message} · 支部小助手`}>
      <main class="error-page">
        <p class="error-status">{status}</p>
        <h1>{message}</h1>
        <p>{next}</p>
        <p>
          <a href="/">回到首页</a>
        </p>
      </main>
    </Page>
  )
}

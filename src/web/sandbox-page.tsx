import type { SandboxProfile } from '../chat/sandbox.ts'
import { Page } from './page.tsx'

export interface SandboxPageFacts {
  branchName: string
  profile: SandboxProfile
  botName: string
  notice: string | undefined
}

const profileLabels: Record<SandboxProfile, string> = { wechat: '仿微信', wecom: '仿企业微信' }
const moves = [
  { to: 'next', label: '到下一个提醒' },
  { to: 'tomorrow', label: '到明天 9:00' },
  { to: 'hour', label: '过一小时' },
]
const quickReplies = ['1', '2 出差', '3', '收到', '我的']

/** The frame of the sandbox chat; its script fills in the conversations. */
export function SandboxPage({ branchName, profile, botName, notice }: SandboxPageFacts) {
  return (
    <Page title={`${branchName} · 支部小助手`} styles={['sandbox.css', 'sandbox-chat.css']} script="sandbox.js">
      <div class="sandbox" id="sandbox" data-screen="list">
        <header class="top">
          <img class="logo" src="/assets/icon.svg" alt="" width="32" height="32" />
          <div class="brand">
            <h1>{branchName}</h1>
            <p>
              <span class="tag">{profileLabels[profile]}</span>
              <span class="wide">支部小助手试用台</span>
            </p>
          </div>
          <ClockPanel />
        </header>
        <div class="strips">
          {notice === undefined ? null : <p class="strip notice">{notice}</p>}
          <p class="strip progress" id="progress" role="status" hidden />
          <p class="strip offline" id="offline" role="alert" hidden>
            连接断开了，正在重新连接…
          </p>
          <noscript>
            <p class="strip offline">这个页面需要打开浏览器的 JavaScript。</p>
          </noscript>
        </div>
        <nav class="list" id="list" aria-label="会话" />
        <main class="chat" aria-label="聊天">
          <header class="chat-title">
            <a class="back" href="#list" aria-label="返回会话列表">
              <span aria-hidden="true">‹</span>
              <b class="badge" id="back-badge" hidden />
            </a>
            <h2 id="title">聊天</h2>
          </header>
          <div class="lines" id="lines" role="log" aria-label="聊天记录" tabindex={0} />
          <button class="newer" id="newer" type="button" hidden>
            有新消息 ↓
          </button>
          <Composer botName={botName} />
        </main>
      </div>
    </Page>
  )
}

function ClockPanel() {
  return (
    <section class="clock" id="clock" aria-label="模拟时间">
      <button class="clock-toggle" id="clock-toggle" type="button" aria-expanded="false" aria-controls="moves">
        <time id="now" />
        <span class="caret">拨钟</span>
      </button>
      <div class="moves" id="moves">
        {moves.map(({ to, label }) => (
          <button type="button" data-move={to} disabled>
            <span>{label}</span>
            <span class="target" />
          </button>
        ))}
      </div>
    </section>
  )
}

function Composer({ botName }: { botName: string }) {
  return (
    <form class="composer" id="composer">
      <div class="tools">
        <label class="speaker">
          <span class="speaker-label">
            <span class="wide">以谁的</span>身份
          </span>
          <span class="avatar small" id="speaker-avatar" aria-hidden="true" />
          <select id="speaker" aria-label="以谁的身份" />
        </label>
        <button class="tool" id="mention" type="button">
          @{botName}
        </button>
        <label class="tool">
          图片/文件
          <input class="hidden-input" id="files" type="file" multiple />
        </label>
      </div>
      <fieldset class="quick" aria-label="常用回复">
        {quickReplies.map((text) => (
          <button type="button" data-quick={text}>
            {text}
          </button>
        ))}
      </fieldset>
      <ul class="attached" id="attached" aria-label="要发的文件" hidden />
      <div class="write">
        <textarea id="text" rows={1} maxlength={5000} aria-label="说点什么" enterkeyhint="send" />
        <button class="send" type="submit">
          发送
        </button>
      </div>
      <p class="complaint" id="complaint" role="alert" hidden />
    </form>
  )
}

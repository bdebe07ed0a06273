import { Bot } from './bot.ts'
import { room } from './puppet.ts'
import { freePort, Service } from './serve.ts'
const sleep = (ms: number) => new Promise<void>((r) => setTimeout(r, ms))
const s = await new Service(await freePort()).start()
const b = new Bot({ endpoint: s.endpoint }); await b.start(); await b.online()
const t0 = Date.now(); const l = (...a: unknown[]) => console.log(((Date.now()-t0)/1000).toFixed(1), ...a)
let last = ''
setInterval(() => { const st = b.chat.status(); const x = JSON.stringify([st.state, st.lastError, st.restarts, st.qr]); if (x !== last) l(last = x) }, 50).unref()
s.signal('SIGSTOP'); l('stop'); await sleep(Number(process.argv[2])); s.signal('SIGCONT'); l('cont')
const back = Date.now()
while (!b.texts.includes('after') && Date.now() - back < 100000) { await s.say({ from: 'wxid_a', room, text: 'after', id: `a${Date.now()}` }); await sleep(250) }
l('heard'); await b.stop(); await s.kill()

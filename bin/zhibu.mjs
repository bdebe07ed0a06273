#!/usr/bin/env node
// Starts the program. Nothing here may be newer than Node 12 can read: an old Node must get a sentence, not a syntax error.
var version = process.versions.node.split('.').map(Number)
if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  console.error(`✗ Node.js 版本太旧（NODE_TOO_OLD）：现在是 ${process.versions.node}，需要 20.19 或更新。`)
  console.error('  请安装新的长期支持版（https://nodejs.org/zh-cn/download），再运行一次。')
  process.exit(1)
} else {
  import('../scripts/fresh.mjs')
    .then((fresh) => fresh.buildIfStale())
    .then(() => import('../dist/cli.js'))
    .catch((error) => {
      console.error(error && error.expected ? error.message : error)
      process.exit(1)
    })
}

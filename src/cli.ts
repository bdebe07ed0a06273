import { Command } from 'commander'

const program = new Command('zhibu').description('支部小助手')
await program.parseAsync()

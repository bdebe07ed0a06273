import { ZhibuError } from '../../base/errors.ts'
import type { Archive } from './zip.ts'
import { limits, tooLarge } from './zip.ts'

const notAWorkbook = (what: string, next = '请在 Excel 或 WPS 里打开，另存为 .xlsx 后再导入。') =>
  new ZhibuError('NOT_A_WORKBOOK', `这个文件不能读：${what}。`, next)

const starts = (bytes: Uint8Array, ...signature: number[]) => signature.every((byte, at) => bytes[at] === byte)

/**
 * Refuses what is plainly no .xlsx file before anything is unpacked, naming what it seems to be.
 * @throws ZhibuError NOT_A_WORKBOOK, WORKBOOK_TOO_LARGE
 */
export function refuseOtherFiles(bytes: Uint8Array): void {
  if (bytes.length === 0) throw notAWorkbook('它是空的', '请重新下载或另存一份 .xlsx 再导入。')
  if (bytes.length > limits.fileBytes) throw tooLarge('文件超过 20 MB')
  if (starts(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (head.includes(Buffer.from('EncryptedPackage', 'utf16le'))) {
      throw notAWorkbook('它加了密码', '请在 Excel 或 WPS 里打开，去掉密码，另存为 .xlsx 后再导入。')
    }
    throw notAWorkbook('它是旧版表格（.xls 或 .et）')
  }
  if (starts(bytes, 0x25, 0x50, 0x44, 0x46))
    throw notAWorkbook('它是 PDF', '请找到原来的表格文件，或下载模板重新填写。')
  if (starts(bytes, 0x50, 0x4b)) return
  const text = new TextDecoder().decode(bytes.subarray(0, 400)).trimStart().toLowerCase()
  if (/^(<!doctype html|<html|<table|<meta)/.test(text)) throw notAWorkbook('它其实是网页')
  if (text.startsWith('<?xml')) throw notAWorkbook('它是 XML 格式的表格')
  if (/^[^\0]*[,\t][^\0]*$/.test(text)) throw notAWorkbook('它是纯文本表格（.csv 或 .txt）')
  throw notAWorkbook('它不是 .xlsx 表格')
}

/** Refuses other kinds of zip files. */
export function refuseOtherArchives(archive: Archive): void {
  const has = (name: string) => archive.names.includes(name)
  if (has('xl/workbook.bin')) throw notAWorkbook('它是二进制表格（.xlsb）')
  if (has('word/document.xml')) {
    throw notAWorkbook('它是 Word 文档', '请把表格复制到模板里，存为 .xlsx 后再导入。')
  }
  if (has('ppt/presentation.xml')) throw notAWorkbook('它是演示文稿', '请下载模板填写后再导入。')
  if (has('content.xml')) throw notAWorkbook('它是 .ods 表格')
}

import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

// Disks that a test may fill, cut off and throw away.

/** Disks of one's own need root and a kernel that lets it mount; the reason against it otherwise. */
export function whyNoDisks(): string | undefined {
  if (process.platform !== 'linux') return 'small disks of their own are made with tmpfs, which only Linux has'
  if (process.getuid?.() !== 0) return 'a disk of its own is mounted, which only root may'
  const where = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-try-'))
  try {
    const tried = mount(where, 1)
    if (tried) return `no disk could be mounted: ${tried}`
    spawnSync('umount', [where])
    return undefined
  } finally { fs.rmdirSync(where) }
}

/** The power is cut at a disk of one's own: a file system in a file, told to forget at once whatever it has not put down. */
export function whyNoDiskInFile(): string | undefined {
  if (process.platform !== 'linux') return 'the power is cut with a loop device and ext4, which only Linux has'
  if (process.getuid?.() !== 0) return 'a disk of its own is mounted, which only root may'
  if (spawnSync('perl', ['-e', '1']).status !== 0) return 'the file system is shut down with an ioctl, for which perl is used'
  const disk = diskInFile()
  try {
    const where = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-try-'))
    const why = disk.make(where) ?? disk.cut()
    disk.end()
    fs.rmdirSync(where)
    return why && `no disk whose power could be cut: ${why}`
  } finally { disk.end() }
}

/** A disk in a file, mounted at one place. */
export type DiskInFile = ReturnType<typeof diskInFile>
export function diskInFile(bytes = 2 ** 30) {
  let image = '', where = ''
  return {
    make(at: string): string | undefined {
      image = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-image-')), 'disk')
      fs.writeFileSync(image, '')
      fs.truncateSync(image, bytes)
      const why = said('mkfs.ext4', '-q', '-F', image) ?? said('mount', '-o', 'loop', image, at)
      if (why) return why
      where = at
      fs.chmodSync(where, 0o755)
      return undefined
    },
    /** EXT4_IOC_SHUTDOWN without writing the journal first: as if the power had gone. */
    cut: () => said('perl', '-e', 'open(my $f, "<", $ARGV[0]) or die "$!"; my $how = pack("L", 2); ioctl($f, 0x8004587D, $how) or die "$!"', where),
    async mountAgain(): Promise<void> {
      for (let tries = 0; ; tries++) {
        const why = said('umount', where)
        if (!why) break
        if (tries > 100) throw new Error(why)
        await sleep(50)
      }
      const why = said('mount', '-o', 'loop', image, where)
      if (why) throw new Error(why)
    },
    end() {
      if (where) said('umount', '-l', where)
      if (image) fs.rmSync(path.dirname(image), { recursive: true, force: true })
      where = image = ''
    },
  }
}

function said(program: string, ...words: string[]): string | undefined {
  const { status, stderr, error } = spawnSync(program, words, { encoding: 'utf8' })
  return status === 0 ? undefined : `${program}: ${(stderr || error?.message || String(status)).trim()}`
}

/** Writes until there is no room. */
export function fill(file: string) {
  const { bavail, bsize } = fs.statfsSync(path.dirname(file))
  // Most of it is only set aside, which is quick.
  if (bavail * bsize > 1 << 23) spawnSync('fallocate', ['-l', String(bavail * bsize - (1 << 21)), file])
  const out = fs.openSync(file, 'a')
  for (const size of [1 << 20, 1 << 12]) {
    const block = Buffer.alloc(size, 1)
    try { for (;;) if (fs.writeSync(out, block) < size) break } catch (error) { if ((error as { code?: string }).code !== 'ENOSPC') throw error }
  }
  fs.closeSync(out)
}

export const mount = (where: string, size: number): string | undefined => {
  const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m,mode=755`, 'tmpfs', where])
  return status === 0 ? undefined : String(stderr || error?.message || status).trim()
}

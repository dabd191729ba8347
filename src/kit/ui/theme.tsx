import { ConfigProvider, message as messages, theme as antd, type ThemeConfig } from 'antd'
import type { Locale } from 'antd/es/locale/index.js'
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'
import type { Tongue } from '../words.ts'
import { useKept } from './kept.ts'
import { MessageContext } from './message.ts'
import { useTongue } from './tongue.tsx'

/** The few colours of the house: paper, ink, lines, one accent, and three that say how urgent something is. The same values stand as variables in console.css. */
const palette = {
  light: { paper: '#ffffff', ground: '#f7f7f5', ink: '#1f2328', soft: '#5d646d', line: '#e6e6e2', accent: '#2f55c8', accentSoft: '#edf1fc', bad: '#c02c2c', warn: '#9a5b00', good: '#1d7344' },
  dark: { paper: '#17191c', ground: '#101214', ink: '#e7e8ea', soft: '#9aa1ab', line: '#2a2d32', accent: '#8ea6f5', accentSoft: '#1f2740', bad: '#f08a84', warn: '#e0a758', good: '#74c690' },
} as const

/** antd's few own words, of the one tongue that is spoken. */
const locales: Record<Tongue, () => Promise<unknown>> = { 'zh-CN': () => import('antd/locale/zh_CN.js'), 'zh-TW': () => import('antd/locale/zh_TW.js'), en: () => import('antd/locale/en_US.js') }
/** They are CommonJS: what is meant stands one step deeper, or two, as the bundler will. */
const plain = (module: unknown): Locale => { const inner = (module as { default?: unknown }).default; return inner ? plain(inner) : module as Locale }
function useLocale(tongue: Tongue): Locale | undefined {
  const [locale, set] = useState<Locale>()
  useEffect(() => { void locales[tongue]().then(module => set(plain(module))) }, [tongue])
  return locale
}

export type Shade = 'light' | 'dark' | 'system'
export type Density = 'calm' | 'close'
interface Looks { shade: Shade; dark: boolean; setShade: (shade: Shade) => void; density: Density; setDensity: (density: Density) => void; rowHeight: number }
const LooksContext = createContext<Looks | undefined>(undefined)
export const useLooks = (): Looks => {
  const looks = useContext(LooksContext)
  if (!looks) throw new Error('useLooks outside of ThemeProvider')
  return looks
}

/** The nonce of this answer: antd's styles are made here and carry it, so that the CSP lets no other in. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
/** A few parts of antd make a style of their own without it. */
const make = document.createElement.bind(document)
document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const made = make(name, options)
  if (name === 'style') made.nonce = nonce
  return made
}) as typeof document.createElement

/** Who wants no motion gets none, and nothing waits for its end. */
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
/** A finger needs more room than a mouse; and a phone looks closer, and stays there, when letters in a box are smaller than 16. */
const touch = matchMedia('(pointer: coarse)').matches
const sizes = touch ? { controlHeight: 44, controlHeightSM: 40, controlInteractiveSize: 22 } : { controlHeight: 32, controlHeightSM: 28 }
const rowHeights: Record<Density, number> = touch ? { calm: 48, close: 44 } : { calm: 38, close: 30 }
const tokensOf = (dark: boolean, density: Density): ThemeConfig => {
  const c = palette[dark ? 'dark' : 'light']
  return {
    algorithm: dark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      colorPrimary: c.accent, colorPrimaryHover: dark ? '#a9bbf8' : '#2647ab', colorPrimaryActive: dark ? '#7d97ee' : '#1f3c93', colorLinkHover: dark ? '#a9bbf8' : '#2647ab', colorInfo: c.accent, colorLink: c.accent, colorError: c.bad, colorWarning: c.warn, colorSuccess: c.good,
      colorText: c.ink, colorTextSecondary: c.soft, colorTextTertiary: c.soft, colorTextDescription: c.soft, colorTextPlaceholder: c.soft, colorBgBase: c.paper, colorBgLayout: c.ground, colorBgContainer: c.paper,
      colorBorder: dark ? '#3a3e45' : '#d6d6d1', colorBorderSecondary: c.line, colorSplit: c.line,
      fontFamily: 'var(--sans)', fontSize: 13, fontSizeSM: 13, lineHeight: 1.6, borderRadius: 6, borderRadiusSM: 5, borderRadiusLG: 8,
      motion: !calm, ...sizes, ...(density === 'close' && !touch && { controlHeightSM: 26 }), motionDurationMid: '0.12s', motionDurationSlow: '0.16s', boxShadow: 'none',
      boxShadowSecondary: dark ? '0 8px 28px rgb(0 0 0 / .5)' : '0 8px 28px rgb(31 35 40 / .12)',
    },
    components: {
      // In the dark the accent is light, and so its letters are dark.
      Button: { primaryColor: dark ? '#101214' : '#ffffff', primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500 },
      ...(touch && { Input: { inputFontSizeSM: 16 }, InputNumber: { inputFontSizeSM: 16 } }),
      Select: { optionSelectedBg: c.accentSoft },
    },
  }
}

/** antd in our own colours, sizes and words; light or dark, calm or close. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const { tongue } = useTongue()
  const locale = useLocale(tongue)
  const [shade, setShade] = useKept<Shade>('shade', 'system')
  const [density, setDensity] = useKept<Density>('density', 'calm')
  const dark = shade === 'dark' || (shade === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  const config = useMemo(() => tokensOf(dark, density), [dark, density])
  const looks = useMemo<Looks>(() => ({ shade, dark, setShade, density, setDensity, rowHeight: rowHeights[density] }), [shade, dark, setShade, density, setDensity])
  useEffect(() => {
    document.documentElement.dataset.shade = dark ? 'dark' : 'light'
    document.documentElement.dataset.density = density
  }, [dark, density])
  return (
    <LooksContext.Provider value={looks}>
      <ConfigProvider theme={config} {...(locale && { locale })} componentSize="small" csp={{ nonce }} button={{ autoInsertSpace: false }} wave={{ disabled: true }} getPopupContainer={() => document.body}>
        <Messages>{children}</Messages>
      </ConfigProvider>
    </LooksContext.Provider>
  )
}

/** Within the colours and the CSP's nonce of the provider above. antd's App would bring its dialogs to everybody's first page. */
function Messages({ children }: { children: ReactNode }) {
  const [message, shown] = messages.useMessage({ maxCount: 3 })
  return <MessageContext.Provider value={message}>{shown}{children}</MessageContext.Provider>
}

import fs from 'node:fs'

// A whole Chromium loads over a hundred scripts of its own address bar into every new window, more work than most of our pages and just when one of
// them is to be measured. The last list of features counts, so that those which Playwright leaves out and that matter here are named again.
const without = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup', 'AimEnabled', 'AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'NetworkTimeServiceQuerying', 'OptimizationHints', 'PaintHolding', 'PreconnectToSearch', 'ThirdPartyStoragePartitioning']

/** A Chromium that does nothing of its own accord. */
export const plainly = [`--disable-features=${without.join(',')}`, '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

const browsers = ['/usr/lib/chromium/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
/** The shell where it is installed: the same engine without a window around it, a quarter less work. */
export const lightest = (): string => browsers.find(f => fs.existsSync(f)) ?? 'chromium'

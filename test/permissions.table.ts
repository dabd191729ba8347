import type { Role } from '#people/staff/rules.ts'

/** Who may call what, written by hand beside the contracts: a new endpoint without a row here fails (S1). */
export type Allowed = 'anyone' | 'signed-in' | readonly Role[]

const everybody = ['clerk', 'service', 'picker', 'checker', 'packer', 'logistics', 'finance', 'repair', 'purchasing', 'quality', 'manager', 'it'] as const satisfies readonly Role[]

const tracks = ['clerk', 'service', 'packer', 'logistics', 'finance', 'quality', 'manager', 'it'] as const satisfies readonly Role[]
const atStations = ['picker', 'clerk', 'manager', 'checker', 'packer', 'logistics'] as const satisfies readonly Role[]

const prints = ['clerk', 'manager', 'packer', 'logistics', 'picker'] as const satisfies readonly Role[]
const looksAtPrints = [...prints, 'it'] as const satisfies readonly Role[]

export const allowed: Readonly<Record<string, Allowed>> = {
  signIn: 'anyone', signOut: 'anyone', whoIsHere: 'anyone', whoAmI: 'signed-in',
  readSecondStep: 'signed-in', changeOwnPassword: 'signed-in', beginSecondStep: 'signed-in', confirmSecondStep: 'signed-in', endSecondStep: 'signed-in', resetSecondStep: ['it'],
  listStaff: ['it'], createStaff: ['it'], disableStaff: ['it'], listTokens: ['it'], addToken: ['it'], revokeToken: ['it'],
  readHandbook: 'signed-in', readCompliance: 'signed-in', listHandbookChanges: 'signed-in',
  proposeHandbookChange: ['manager', 'quality'], approveHandbookChange: ['manager'],
  setCarrierShown: ['logistics', 'it'], listStockActs: ['logistics', 'manager', 'picker', 'checker', 'it'], askWaybillNumbers: ['logistics', 'manager'], importCarrierBill: ['logistics', 'finance', 'manager'], listCarrierBills: ['logistics', 'manager', 'clerk', 'it', 'finance'], readCarrierBill: ['logistics', 'manager', 'clerk', 'it', 'finance'],
  listCarriers: 'signed-in', addCarrier: ['logistics', 'manager', 'it'], addWaybillPool: ['logistics', 'manager', 'it'],
  listPromotions: 'signed-in', announcePromotion: ['manager'], endPromotion: ['manager'],
  listShops: 'signed-in', addShop: ['manager', 'it'], changeShop: ['manager', 'it'],
  listWarehouses: 'signed-in', addWarehouse: ['manager', 'it'], listPlaces: 'signed-in', addBins: ['logistics', 'manager', 'it'],
  searchProducts: 'signed-in', getProduct: 'signed-in',
  rejectHandbookChange: ['manager', 'quality'],
  changeStaff: ['it'], enableStaff: ['it'], resetPassword: ['it'], signOutStaff: ['it'], listSessions: ['it'], scopeChoices: ['it'],
  readCalendar: 'signed-in', readComplianceTrend: 'signed-in', readDesk: 'signed-in', readWall: 'signed-in', readHealth: ['it', 'manager'],
  listViews: 'signed-in', saveView: 'signed-in', removeView: 'signed-in', readCompany: 'signed-in', changeCompany: ['manager', 'it'],
  getStock: 'signed-in',
  live: 'signed-in',
  exportOrders: ['clerk', 'service', 'logistics', 'finance', 'quality', 'manager'],
  listOrders: everybody, countOrders: everybody, orderChoices: everybody, countStages: everybody, getOrder: everybody, getStory: everybody, makeMove: everybody,
  revealReceiver: ['clerk', 'service', 'logistics', 'manager'],
  correctOrder: ['clerk', 'service', 'manager'],
  takeOrders: ['clerk', 'it'],
  listDiscrepancies: ['picker', 'checker', 'packer', 'logistics', 'clerk', 'quality', 'manager'], sayCause: ['picker', 'checker', 'packer', 'logistics', 'clerk', 'quality', 'manager'],
  getEmergency: ['clerk', 'service', 'manager', 'it'], startEmergency: ['manager'], endEmergency: ['manager'], listSkipped: ['clerk', 'manager'],
  contactCustomers: ['clerk', 'service', 'manager'],
  readAddress: ['clerk', 'service', 'manager'], addPaper: ['clerk', 'manager'], getPaper: everybody, listIntakeShops: ['clerk', 'it', 'manager'], getHandForm: ['clerk', 'it', 'manager'],
  listCollections: ['clerk', 'manager', 'quality'], collectOrders: ['clerk', 'manager'],
  addIntakeFile: ['clerk', 'it', 'manager'], previewImport: ['clerk', 'it', 'manager'], startImport: ['clerk', 'it', 'manager'], listImports: ['clerk', 'it', 'manager'], getImport: ['clerk', 'it', 'manager'],
  stopImport: ['clerk', 'it', 'manager'], listBadRows: ['clerk', 'it', 'manager'], fixBadRows: ['clerk', 'it', 'manager'], getBadRowsFile: ['clerk', 'it', 'manager'],
  listRules: ['clerk', 'manager', 'it'], tryRule: ['manager'], putRule: ['manager'], retireRule: ['manager'], orderRules: ['manager'], listRuleChanges: ['clerk', 'manager', 'it'],
  reviewQueue: ['clerk', 'service', 'manager'], reviewOrder: ['clerk', 'service', 'manager'],
  mergeOrders: ['clerk', 'manager'], splitOrder: ['clerk', 'manager'], undoParcelling: ['clerk', 'manager'], listMergeHints: ['clerk', 'manager'],
  planWave: ['picker', 'clerk', 'manager'], listWaves: ['picker', 'clerk', 'manager'], getWave: ['picker', 'clerk', 'manager', 'checker'],
  scanPick: ['picker'], finishWave: ['picker'], shortPick: ['picker'], takeWave: ['picker'], leaveWave: ['picker', 'clerk', 'manager'], nextPick: ['picker', 'clerk', 'manager'],
  findParcel: atStations, stoppedHere: atStations, scanCheck: ['checker'], recheckOrder: ['checker'],
  listHandovers: ['logistics', 'packer', 'clerk', 'manager'], getHandover: ['logistics', 'packer', 'clerk', 'manager'], removeFromHandover: ['logistics', 'packer'],
  previewWaves: atStations, listPutBacks: atStations, putBack: atStations,
  checkOrders: ['checker'], packOrders: ['packer'],
  openHandover: ['logistics', 'packer'], scanWaybills: ['logistics', 'packer'], signHandover: ['logistics', 'packer'],
  takeTracking: ['logistics', 'it'],
  listPrinters: looksAtPrints, putPrinter: ['manager', 'it'], retirePrinter: ['manager', 'it'], testPrinter: looksAtPrints,
  previewPrint: looksAtPrints, previewPaper: looksAtPrints, listPrintBatches: looksAtPrints, getPrintBatch: looksAtPrints, listToPrint: looksAtPrints, listOrderPapers: ['clerk', 'service', 'manager', 'packer', 'logistics', 'picker', 'checker', 'it'], nextForStation: looksAtPrints, reportFromStation: looksAtPrints,
  listWaybillNumbers: ['logistics', 'manager', 'clerk', 'it', 'finance'], listOrphanNumbers: ['logistics', 'manager', 'clerk', 'it', 'finance'], returnWaybillNumbers: ['logistics', 'manager'],
  makePrintBatch: prints, actOnPrintBatch: prints, reprintPapers: prints, takePrintedPdf: prints,
  listTemplates: 'signed-in', readTemplate: 'signed-in', pictureTemplate: 'signed-in', previewLayout: 'signed-in', addTemplate: ['clerk', 'logistics', 'manager', 'it'], changeTemplate: ['clerk', 'logistics', 'manager', 'it'], approveTemplate: ['manager', 'it'], retireTemplate: ['manager', 'it'],
  listApprovals: 'signed-in', approveRequest: ['manager', 'finance', 'it'], rejectRequest: ['manager', 'finance', 'it'], withdrawRequest: 'signed-in', takeApproved: 'signed-in', askAdjustment: ['checker', 'logistics', 'manager'],
  readPerson: ['manager', 'it'], askErasure: ['manager', 'it'], tellPerson: ['manager', 'it'], setLegalHold: ['manager'],
  listAlarms: ['manager', 'it'], settleAlarm: ['manager'], askOrderExport: ['clerk', 'service', 'logistics', 'finance', 'quality', 'manager'], askParcelExport: tracks,
  listJobs: ['manager', 'it'], moveJobs: ['manager', 'it'],
  listParcels: tracks, countParcels: tracks, countTracking: tracks, exportParcels: tracks, getParcel: tracks,
}

/** Who may make which move by hand through the orders' door. */
export const movers: Readonly<Record<'approve' | 'send-back' | 'cancel' | 'refer' | 'complete' | 'pay', readonly Role[]>> = {
  approve: ['clerk', 'manager'], refer: ['clerk', 'manager'], 'send-back': ['clerk', 'manager', 'checker', 'packer'],
  cancel: ['clerk', 'service', 'manager'], complete: ['service', 'manager'], pay: ['finance'],
}

const figure = /(\d[\d:.,]*(?:\s?(?:%|分钟|分鐘|小时|小時|天|周|週|个月|個月|年|元|个工作日|個工作日|日|minutes?|hours?|days?|weeks?|working (?:minutes|hours|days)|months?|years?))?)/

/** A clause's text cut into what stands between its figures and the figures: every second part is one, for they are what the company may change. */
export const figureParts = (text: string): string[] => text.split(figure)

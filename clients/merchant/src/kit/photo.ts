/** A photo from the camera, small enough to send from a stairwell; null when she changed her mind. */
// #ifdef H5
const LONGEST_PX = 1600

async function smaller(path: string): Promise<string> {
  const picture = await createImageBitmap(await (await fetch(path)).blob())
  const share = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  ;[canvas.width, canvas.height] = [Math.round(picture.width * share), Math.round(picture.height * share)]
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8))
  return blob ? URL.createObjectURL(blob) : path
}
// #endif

export function takePhoto(): Promise<string | null> {
  return new Promise((resolve) =>
    uni.chooseImage({
      count: 1, sourceType: ['camera'], sizeType: ['compressed'],
      success: ({ tempFilePaths }) => {
        // #ifdef H5
        void smaller(tempFilePaths[0]).then(resolve, () => resolve(tempFilePaths[0]))
        // #endif
        // #ifndef H5
        uni.compressImage({ src: tempFilePaths[0], quality: 70, success: ({ tempFilePath }) => resolve(tempFilePath), fail: () => resolve(tempFilePaths[0]) })
        // #endif
      },
      fail: () => resolve(null)
    })
  )
}

package raster
import ("testing";"os";"path/filepath";"fmt";"time";"bordereau")
func TestTry(t *testing.T){
 for _, pat := range []string{"/work/shared/data/documents/*/*","/work/shared/data/hostile/open/pdf/ocrmypdf*","/work/shared/data/hostile/open/pdf/pypdf*", "/work/shared/data/cheques/*"} {
 m,_ := filepath.Glob(pat)
 for _, p := range m {
  d,_ := os.ReadFile(p); if st,_:=os.Stat(p); st.IsDir(){continue}
  t0:=time.Now()
  f,err := Open(t.Context(), d, Limits{})
  if err!=nil { if bordereau.CodeOf(err)!=bordereau.Unsupported {fmt.Println(filepath.Base(p), bordereau.CodeOf(err), err)}; continue }
  t1:=time.Now()
  img,err := f.Page(t.Context(),1)
  fmt.Println(filepath.Base(p), f.Format(), f.Count(), f.Flags(), "rendered",img.Rendered,len(img.Data),img.DPI,img.Rotate,len(img.Layer), err, t1.Sub(t0).Milliseconds(), time.Since(t1).Milliseconds())
  f.Close()
 }}
}

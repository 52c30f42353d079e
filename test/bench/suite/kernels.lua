-- Compute kernels of the benchmarks game, the same text that the peers run.
local K = {}
local function fib(n) if n < 2 then return n end return fib(n-1) + fib(n-2) end
K.fib = fib
local sqrt = math.sqrt
function K.nbody(n)
  local PI, D = math.pi, 365.24
  local S = 4*PI*PI
  local b = {
   {x=0,y=0,z=0,vx=0,vy=0,vz=0,m=S},
   {x=4.84143144246472090,y=-1.16032004402742839,z=-0.103622044471123109,vx=0.00166007664274403694*D,vy=0.00769901118419740425*D,vz=-0.0000690460016972063023*D,m=0.000954791938424326609*S},
   {x=8.34336671824457987,y=4.12479856412430479,z=-0.403523417114321381,vx=-0.00276742510726411480*D,vy=0.00499852801234917238*D,vz=0.0000230417297573763929*D,m=0.000285885980666130812*S},
   {x=12.8943695621391310,y=-15.1111514016986312,z=-0.223307578892655734,vx=0.00296460137564761618*D,vy=0.00237847173959480950*D,vz=-0.0000296589568540237556*D,m=0.0000436624404335156298*S},
   {x=15.3796971148509165,y=-25.9193146099879641,z=0.179258772950371181,vx=0.00268067772490389322*D,vy=0.00162824170038242295*D,vz=-0.0000951592254519715870*D,m=0.0000515138902046611451*S}}
  local px,py,pz = 0,0,0
  for _,q in ipairs(b) do px=px+q.vx*q.m py=py+q.vy*q.m pz=pz+q.vz*q.m end
  b[1].vx=-px/S b[1].vy=-py/S b[1].vz=-pz/S
  local dt, nb = 0.01, 5
  for step=1,n do
    for i=1,nb do
      local bi = b[i]
      local bix,biy,biz,bim = bi.x,bi.y,bi.z,bi.m
      local bivx,bivy,bivz = bi.vx,bi.vy,bi.vz
      for j=i+1,nb do
        local bj = b[j]
        local dx,dy,dz = bix-bj.x, biy-bj.y, biz-bj.z
        local d2 = dx*dx+dy*dy+dz*dz
        local mag = dt/(d2*sqrt(d2))
        local bm = bj.m*mag
        bivx=bivx-dx*bm bivy=bivy-dy*bm bivz=bivz-dz*bm
        bm = bim*mag
        bj.vx=bj.vx+dx*bm bj.vy=bj.vy+dy*bm bj.vz=bj.vz+dz*bm
      end
      bi.vx=bivx bi.vy=bivy bi.vz=bivz
      bi.x=bix+dt*bivx bi.y=biy+dt*bivy bi.z=biz+dt*bivz
    end
  end
  local e = 0
  for i=1,nb do local q=b[i]
    e = e + 0.5*q.m*(q.vx*q.vx+q.vy*q.vy+q.vz*q.vz)
    for j=i+1,nb do local r=b[j] local dx,dy,dz=q.x-r.x,q.y-r.y,q.z-r.z e = e - q.m*r.m/sqrt(dx*dx+dy*dy+dz*dz) end
  end
  return e
end
function K.spectral(n)
  local function A(i,j) local ij=i+j-1 return 1.0/(ij*(ij-1)*0.5+i) end
  local function Av(x,y) for i=1,n do local a=0 for j=1,n do a=a+x[j]*A(i,j) end y[i]=a end end
  local function Atv(x,y) for i=1,n do local a=0 for j=1,n do a=a+x[j]*A(j,i) end y[i]=a end end
  local function AtAv(x,y,t) Av(x,t) Atv(t,y) end
  local u,v,t={}, {}, {}
  for i=1,n do u[i]=1 end
  for i=1,10 do AtAv(u,v,t) AtAv(v,u,t) end
  local vBv,vv=0,0
  for i=1,n do local ui,vi=u[i],v[i] vBv=vBv+ui*vi vv=vv+vi*vi end
  return sqrt(vBv/vv)
end
return K

@echo off
rem Starts spo as bin/spo does elsewhere: finds the jar that the build has made and a Java from 17 on, and starts the one
rem with the other in little time and memory. Arguments and exit status pass as they are.
setlocal EnableExtensions DisableDelayedExpansion

set "target=%~dp0..\target"
if exist "%target%\spo.jar" goto find_java
>&2 echo spo: "%target%\spo.jar" is missing; build it with: mvn -DskipTests package
exit /b 2

:find_java
set "java="
if not defined JAVA_HOME goto java_of_the_path
set "java=%JAVA_HOME%\bin\java.exe"
if exist "%java%" goto find_version
>&2 echo spo: JAVA_HOME is "%JAVA_HOME%", where there is no bin\java.exe; set it to the folder of a Java from 17 on, or unset it
exit /b 2

:java_of_the_path
for %%j in (java.exe) do set "java=%%~$PATH:j"
if defined java goto find_version
>&2 echo spo: there is no Java; install one from 17 on, or set JAVA_HOME to its folder
exit /b 2

rem Which Java it is says a file beside it; to ask the program itself would take as long as half of the work.
:find_version
set "version="
for %%j in ("%java%") do set "release=%%~dpj..\release"
if not exist "%release%" goto ask_java
for /f "usebackq tokens=2 delims==" %%v in (`findstr /b "JAVA_VERSION=" "%release%"`) do set "version=%%~v"
:ask_java
if defined version goto check_version
for /f "usebackq tokens=3" %%v in (`call "%java%" -version 2^>^&1`) do if not defined version set "version=%%~v"
:check_version
rem 1.8 is 1, which is too old as well
for /f "delims=.-+_" %%v in ("%version%") do set "version=%%v"
if not defined version set "version=17"
if %version% GEQ 17 goto choose
>&2 echo spo: "%java%" is older than Java 17; set JAVA_HOME to the folder of a newer one
exit /b 2

rem A machine on which the archive was not made says nothing and goes without. From 25 on all of it is loaded at the
rem start, so that help has a smaller one.
:choose
set "part="
for %%h in (-h --help -V --version) do if "%~1"=="%%h" set "part=-help"
set "archive="
if exist "%target%\spo-%version%.jsa" set "archive=-XX:SharedArchiveFile=%target%\spo-%version%.jsa"
if exist "%target%\spo-%version%%part%.aot" set "archive=-XX:AOTCache=%target%\spo-%version%%part%.aot"
if not defined archive set "archive=-Xshare:auto"

rem A run waits for models, so that what the compiler takes at the start is not won back, unless there are many articles.
set "patience=4"
for %%c in (extract style) do if "%~1"=="%%c" set "patience=1"

rem What is said is in UTF-8, which the console has to be told, and to forget afterwards.
set "page="
for /f "tokens=2 delims=:." %%p in ('chcp') do set "page=%%p"
chcp 65001 >nul

rem Why these options: see bin/spo.
"%java%" -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=%patience% -XX:+UseSerialGC -Xms40m -XX:NewSize=24m ^
  -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining ^
  -XX:-UsePerfData -Xlog:disable -Djdk.reflect.useNativeAccessorOnly=true "%archive%" ^
  -cp "%target%\spo.jar" io.github.spo4j.examples.cli.Spo %*
set "status=%ERRORLEVEL%"
if defined page chcp %page% >nul
exit /b %status%
